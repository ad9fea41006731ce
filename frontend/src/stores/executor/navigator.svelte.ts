import { navigatorLinks, type NavigatorLink, type NavigatorName } from "../../domain/navigator";
import type { ServiceRequest } from "../../domain/request";

const storageKey = "qala.navigator";

/** Which navigator the user took last: a list has room for one link. */
class NavigatorChoice {
  isDgis = $state(readKept());

  /** Returns the links to the place of a request, the preferred one first. */
  linksTo({ location, number }: ServiceRequest): NavigatorLink[] {
    const links = navigatorLinks(location, number, navigator.userAgent);
    return this.isDgis ? links.reverse() : links;
  }

  took(name: NavigatorName): void {
    this.isDgis = name === "DGIS";
    try {
      localStorage.setItem(storageKey, this.isDgis ? "DGIS" : "OWN");
    } catch {
      // Without a storage the choice lasts as long as the page.
    }
  }
}

function readKept(): boolean {
  try {
    return localStorage.getItem(storageKey) === "DGIS";
  } catch {
    return false;
  }
}

export const navigators = new NavigatorChoice();
