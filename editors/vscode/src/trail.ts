interface Visit {
  name: string;
  /** How far it is scrolled, in CSS pixels. */
  top: number;
}

/**
 * The pages that were reached by links from one to the next. The editor's own history drops a page as soon as the next one takes
 * over its tab: it keeps closed documents of its own schemes only.
 */
export class Trail {
  private visits: Visit[] = [];
  private at = -1;

  /** A page is shown. One that was reached by none of the ways below begins a new trail. */
  arrive(name: string): Visit {
    let visit = this.visits[this.at];
    if (visit?.name !== name) {
      visit = { name, top: 0 };
      this.visits = [visit];
      this.at = 0;
    }
    return visit;
  }

  /** A link leads to a page. */
  follow(name: string): void {
    if (this.visits[this.at]?.name !== name) {
      this.visits = [...this.visits.slice(0, this.at + 1), { name, top: 0 }];
      this.at += 1;
    }
  }

  /** The page before, which is arrived at next; nothing at the beginning. */
  back(): string | undefined {
    return this.go(-1);
  }

  /** The page after, likewise. */
  forward(): string | undefined {
    return this.go(1);
  }

  /** A page is closed. After a link the trail is at another one by then; otherwise the reader is done with it. */
  leave(name: string): void {
    if (this.visits[this.at]?.name === name) {
      this.visits = [];
      this.at = -1;
    }
  }

  private go(step: number): string | undefined {
    const visit = this.visits[this.at + step];
    if (visit) {
      this.at += step;
    }
    return visit?.name;
  }
}
