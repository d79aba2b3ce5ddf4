"""What a report has to show."""

from benchmarks.rivals.serve import View


def plots(view: View) -> int:
    """The number of charts: radars, a bar for each score, a line of dots for each competency."""
    radars = 1 + sum(1 for item in view["categories"]["items"] if item["radar"])
    return radars + sum(len(group["rows"]) for group in view["profile"]["groups"]) + len(view["others"]["rows"])
