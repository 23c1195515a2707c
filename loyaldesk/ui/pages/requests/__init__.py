"""The answer library: approved answers, topics answered unevenly, questions without an answer."""
