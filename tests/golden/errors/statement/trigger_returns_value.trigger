trigger Till on Account (before insert) {
    return 3;
}
