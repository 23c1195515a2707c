"""The room of playbooks: processes that run by themselves."""
