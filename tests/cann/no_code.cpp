// A library that is made of another one needs a file of its own.
