trigger Tills on Account (before insert) {
    return 1;
}
