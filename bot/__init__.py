"""The faces of Quoth: Telegram and the command line."""

__version__ = "0.1.0"
