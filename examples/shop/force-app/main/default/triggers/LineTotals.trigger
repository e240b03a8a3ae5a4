trigger LineTotals on Line__c (before insert, before update) {
    Lines.price(Trigger.new);
}
