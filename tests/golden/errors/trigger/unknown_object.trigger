trigger Tills on Acount (before insert) {
}
