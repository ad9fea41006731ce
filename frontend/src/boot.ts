// Small, so that it runs while the rest of the page is still coming, and asks for what that rest will need. Nothing
// here may import the rest, except by `import()`.
import { fetchCatalogue } from "virtual:catalogues";
import { sendEarly } from "./api/post";
import { firstCity } from "./domain/firstcity";
import { CityCountersDocument, StartDocument } from "./gql/documents";
import { firstLanguage } from "./i18n/firstlanguage";
import { loads } from "./routing/loads";
import { reloadOnline } from "./routing/reload";
import { mendedAddress, parseRoute, publicRoute } from "./routing/route";

const address = mendedAddress(location, publicRoute()) ?? location.hash;
const { page, params } = parseRoute(address.replace(/^\/#?/, ""));
import("./main").catch((reason: unknown) => {
  console.error("the page could not be loaded", reason);
  return reloadOnline();
});
// The page fetches again what fails here, and says what is wrong.
loads[page]().catch(() => undefined);
fetchCatalogue(firstLanguage(params.lang)).catch(() => undefined);
sendEarly(StartDocument, {});
// A wrong guess, of an officer on a new device, costs a kilobyte. The live feed resumes from the cursor of the answer.
sendEarly(CityCountersDocument, { cityId: firstCity(params.city) });
