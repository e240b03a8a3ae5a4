trigger ParcelTrigger on Parcel__c (before insert) {
    for (Parcel__c parcel : Trigger.new) {
        if (parcel.Weight__c > 100) {
            parcel.addError('too heavy');
        }
    }
}
