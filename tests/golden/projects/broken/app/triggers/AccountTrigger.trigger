trigger AccountTrigger on Account (before insert) {
    Broken.answer();
}
