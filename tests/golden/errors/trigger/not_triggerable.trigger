trigger Tills on AsyncApexJob (after insert) {
}
