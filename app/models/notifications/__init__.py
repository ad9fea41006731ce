"""Letters, notifications, push subscriptions and preferences."""
