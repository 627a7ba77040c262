"""A unit's post of principal (rektor): who holds it and from when. Work belongs to the post, never to the person."""
