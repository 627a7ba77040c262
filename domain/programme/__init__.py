"""A programme (satsning): one template, one decision, many units, each with an initiative of its own."""
