"""Speech in the voice of a recording, by engines that live in environments of their own."""
