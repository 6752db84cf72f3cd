"""Reading: the bytes of a file become a Manuscript, cleaned, with a list of what was left out.

`read` does it in a process of its own (`sandbox`, `worker`): whoever sends a file may mean harm. In there, `formats`
picks the reader; each format has a file. A reader makes a Draft (blocks of text, and what the format itself says of
title, date and author); what follows is the same for all: `furniture` takes away what stands around an article,
`languages` names the language, `manuscripts` puts the text together.
"""

from corpus.reading.names import FORMATS
from corpus.reading.sandbox import AT_ONCE, LARGEST, read

__all__ = ["AT_ONCE", "FORMATS", "LARGEST", "read"]
