"""The programme editor: rules, points, rewards and tiers, tried out before they are published."""
