trigger LeadTrigger on Lead (before insert) {
    for (Lead one Trigger.new) {
    }
}
