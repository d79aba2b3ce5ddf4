"""What people would pick instead, each in its own ordinary way and in a process of its own. Nothing here needs reportgen."""
