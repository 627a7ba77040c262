"""What can keep the embedded servers from running."""


class Obstacle(Exception):
    """One English sentence with a way out, for the edge to translate and to fill with `details`."""

    def __init__(self, sentence: str, **details: object) -> None:
        super().__init__(sentence.format(**details))
        self.sentence = sentence
        self.details = details
