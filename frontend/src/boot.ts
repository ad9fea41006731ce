// Small, so that it runs while the rest of the page is still coming, and asks for what that rest will need. Nothing
// here may import the rest, except by `import()`.
import { fetchCatalogue } from "virtual:catalogues";
import { sendEarly } from "./api/post";
import { StartDocument } from "./gql/documents";
import { firstLanguage } from "./i18n/firstlanguage";
import { loads } from "./routing/loads";
import { reloadOnline } from "./routing/reload";
import { mendedAddress, parseRoute } from "./routing/route";

const { page, params } = parseRoute((mendedAddress(location) ?? location.hash).replace(/^\/#?/, ""));
import("./main").catch(reloadOnline);
// The page fetches again what fails here, and says what is wrong.
loads[page]().catch(() => undefined);
fetchCatalogue(firstLanguage(params.lang)).catch(() => undefined);
sendEarly(StartDocument, {});
