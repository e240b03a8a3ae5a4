trigger Tills on Account (before undelete) {
}
