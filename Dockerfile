# Run it: docker build -t quoth . && docker run -e QUOTH_TOKEN -v quoth:/data --read-only --cap-drop ALL quoth

FROM python:3.13-slim AS build
WORKDIR /source
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
RUN python -m venv /opt/quoth
COPY requirements.lock ./
RUN /opt/quoth/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY corpus corpus
# Nothing in /opt/quoth is written to once it runs: the bytecode is made here, and what installs is taken out.
RUN /opt/quoth/bin/python -m pip install --no-cache-dir --no-index --no-deps --no-build-isolation . \
 && /opt/quoth/bin/python -m pip uninstall --yes cython setuptools pip

FROM python:3.13-slim
RUN python -m pip uninstall --yes --root-user-action ignore pip \
 && groupadd --gid 10001 quoth \
 && useradd --uid 10001 --gid quoth --no-log-init --no-create-home --home-dir /data --shell /usr/sbin/nologin quoth \
 && install -d -o quoth -g quoth -m 0750 /data
COPY --from=build /opt/quoth /opt/quoth
ENV PATH=/opt/quoth/bin:$PATH \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    QUOTH_DATABASE=sqlite:////data/quoth.db
VOLUME /data
WORKDIR /data
USER 10001:10001
STOPSIGNAL SIGTERM
CMD ["quoth", "run"]
