"""Credits and plans for money: what is for sale, checkouts of several providers, and what they tell afterwards."""
