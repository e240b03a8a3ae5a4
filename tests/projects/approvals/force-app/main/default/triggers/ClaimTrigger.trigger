trigger ClaimTrigger on Claim__c (after update) {
    for (Claim__c claim : Trigger.new) {
        ApprovalsTest.seen.add(Trigger.oldMap.get(claim.Id).State__c + ' to ' + claim.State__c);
    }
}
