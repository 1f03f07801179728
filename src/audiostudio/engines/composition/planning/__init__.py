"""Words become a plan: what genres and moods are, what a prompt says, harmony, form, and edits of plans."""
