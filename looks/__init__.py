"""What the pages look like: every kind of page, in every state, as addresses and as pictures to look at."""
