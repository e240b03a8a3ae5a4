trigger Tills on Account (before insert, after update, before insert) {
}
