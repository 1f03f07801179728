"""A mixing desk: channels, sends, ducking and the sum, for music that is composed and for a timeline."""
