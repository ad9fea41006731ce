import type { StaffWords } from "./words";

export const kk: StaffWords = {
  policies: {
    title: "Уәде етілген мерзімдер", lead: "Қала әр санаттағы өтінімді қанша уақытта шешуге уәде береді.", kept: "Өзгеріс содан кейін қабылданатын өтінімдерге қолданылады. Бұрын берілгендер авторларына уәде етілген мерзімін сақтайды.", readOnly: "Мерзімдерді қала әкімдігі өзгертеді.",
    category: "Санат", hours: "Мерзім", counted: "Қай сағаттар", atRisk: "Қауіп төнді", escalate: "Эскалация", version: "Нұсқа", own: "қаланың өз мерзімі", catalogue: "барлық қалаға ортақ", edit: "Өзгерту", save: "Жаңа мерзімді уәде ету", saved: "Жаңа мерзім уәде етілді", reason: "Өзгерту себебі", reasonHint: "Нұсқамен бірге сақталады.", hoursLabel: "Шешуге берілетін сағат", atRiskLabel: "Мерзімнің неше %-ы өткенде ескерту", atRiskHint: "Орындаушыға ескерту келеді.", escalateLabel: "Мерзімнен кейін оның неше %-ы өткенде эскалация", escalateHint: "Сонда да орындалмаса, әкімдікке хабарланады.", unchanged: "Әзірге ештеңе өзгерген жоқ.",
    countedHours: { ROUND_THE_CLOCK: "тәулік бойы", WORKING_HOURS: "жұмыс сағаттары" },
    fault: { hours: "0-ден үлкен, 87 672-ден (он жыл) аспайтын сан", atRiskPercent: "0-ден үлкен, 100-ден кіші сан", escalatePercent: "0-ден үлкен, 1000-нан аспайтын сан", reason: "Мерзім неге өзгеретінін жазыңыз" },
    editNamed: (category) => `Мерзімді өзгерту: ${category}`, since: (moment) => `${moment} бастап`, number: (count) => `${count}-нұсқа`, percent: (count) => `${count} %`, inHours: (count) => `${count} сағ`, afterDeadline: (span) => `мерзімнен кейін ${span} өткенде`, spelled: (span) => `бұл ${span}`,
  },
};
