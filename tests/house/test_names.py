from importlib.metadata import packages_distributions

OURS = ("domain", "events", "activities", "workflows", "web", "styrkedjan")


def test_no_other_distribution_owns_our_top_level_names() -> None:
    owners = packages_distributions()
    assert {name: owners.get(name, ["styrkedjan"]) for name in OURS} == {name: ["styrkedjan"] for name in OURS}
