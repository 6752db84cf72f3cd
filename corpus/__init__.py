"""Articles, and finding passages in them; knows nothing of Telegram.

The door is `corpus.library.Library`: ask, publish, remove. What goes through it: `articles.Manuscript` (made by
`reading.read`), `queries.Query`, `answers.Answer` with its `Citation`s. Nothing is imported here, so that a command
pays only for what it uses.
"""
