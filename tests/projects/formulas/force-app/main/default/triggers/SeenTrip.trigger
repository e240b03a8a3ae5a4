trigger SeenTrip on Trip__c (before insert, after insert) {
    for (Trip__c trip : Trigger.new) {
        Trips.seen.add((Trigger.isBefore ? 'before ' : 'after ') + trip.Price__c?.intValue() + ' ' + trip.Kind__c);
    }
}
