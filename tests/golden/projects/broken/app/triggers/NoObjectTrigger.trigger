trigger NoObjectTrigger on Nowhere__c (before insert) {
}
