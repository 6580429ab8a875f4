/** Who can be on a roster: it knows its neighbours there. */
export interface Listed<T> {
  isListed: boolean;
  previous?: T | undefined;
  following?: T | undefined;
}

/** A set in the order in which its members came: a doubly linked list, so that coming and leaving cost next to nothing and memory is the members' own. */
export class Roster<T extends Listed<T>> {
  size = 0;
  private first: T | undefined = undefined;
  private last: T | undefined = undefined;

  add(member: T): void {
    if (member.isListed) return;
    member.isListed = true;
    member.previous = this.last;
    member.following = undefined;
    if (this.last === undefined) this.first = member;
    else this.last.following = member;
    this.last = member;
    this.size++;
  }

  delete(member: T): void {
    if (!member.isListed) return;
    member.isListed = false;
    const { previous, following } = member;
    if (previous === undefined) this.first = following;
    else previous.following = following;
    if (following === undefined) this.last = previous;
    else following.previous = previous;
    member.previous = member.following = undefined;
    this.size--;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let member = this.first; member !== undefined; member = member.following) yield member;
  }
}
