-- Runs as studio_owner, with search_path = studio.

-- Previews of other things than voices are kept alike.
ALTER TABLE voice_previews RENAME TO previews;
ALTER TABLE previews RENAME COLUMN voice TO name;
