trigger Tills on AccountChangeEvent (after update) {
}
