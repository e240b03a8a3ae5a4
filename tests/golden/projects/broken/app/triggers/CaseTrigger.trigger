trigger CaseTrigger on Case (before insert) {
    for (Case one : Trigger.new) {
        one.Subject = nothing;
    }
}
