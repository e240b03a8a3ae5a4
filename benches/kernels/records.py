class Account:
    def __init__(self, name, employees, industry):
        self.name = name
        self.employees = employees
        self.industry = industry
        self.description = None
def main():
    total = 0
    for r in range(20):
        by = {}
        for i in range(10000):
            a = Account("n" + str(i), i, "I" + str(i % 17))
            if i % 4 == 0:
                a.description = a.name + "!"
            members = by.get(a.industry)
            if members is None:
                members = []
                by[a.industry] = members
            members.append(a)
        for industry in by:
            for a in by[industry]:
                a.employees = a.employees + 1
                total = (total + a.employees + len(a.name)) % 1000003
                if a.description is not None:
                    total += 1
    print("records", total)
main()
