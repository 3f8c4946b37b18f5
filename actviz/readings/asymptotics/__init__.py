"""What a formula comes to far out and beside a point, by reasoning on the tree."""
