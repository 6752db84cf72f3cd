"""The newsroom: what moderators and owners do, and what they see."""
