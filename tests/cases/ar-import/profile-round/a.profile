round nearest
