"""What a class needs around the lessons: is this computer ready, and more to come."""
