"""The brief (överlämningsunderlag): what whoever comes new to an initiative needs to know, written from its history.

Two steps: events become a `Brief` (`content`), which becomes text, Markdown or HTML (`rendering`). Persons stay
placeholders until somebody reads it (`persons`), so that a text that was kept forgets whoever is erased.
"""
