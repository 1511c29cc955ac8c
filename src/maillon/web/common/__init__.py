"""What every app of the site shares: the actor, visibility, components, the look."""
