"""Paragraphs of a harbour town's news, for articles that tests make: each becomes a passage of its own."""

FERRY = (
    "The new ferry to the islands leaves the northern pier at noon. It carries twenty-four vehicles, and the crossing "
    "takes eighteen minutes in good weather and nearly half an hour when the wind comes from the east."
)
MARKET = (
    "The market hall sells oysters, herring and mackerel until the evening bell has rung. Its oldest stall has been "
    "kept by one family since the great fire, and they open it on every day of the year but one."
)
BRIDGE = (
    "The council voted eleven to eight to put off work on the swing bridge. Its budget of forty-six million crowns "
    "stays where it is, and the engineers were told to wait for another year."
)
OPENING = "The harbour of Lisbon opens again on Monday, after a year of repairs to its northern quay and gates."
FARES = "A ferry to the islands sails every hour from the old pier, and the tickets cost four euros each way."
DEARER = FARES.replace("four euros", "five euros")
TRADERS = "The fish market moves to the southern hall, where forty traders will sell what the boats bring in."


def one_text(*paragraphs: str) -> str:
    """They, one after the other."""
    return "\n\n".join(paragraphs)
