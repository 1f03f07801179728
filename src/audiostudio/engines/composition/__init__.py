"""A composer: words become a plan, the plan becomes notes, the notes become stems, a mix and a master."""
