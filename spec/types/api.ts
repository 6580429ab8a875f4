import type { Observable } from 'rxjs';

export interface User {
  readonly id: number;
  readonly name: string;
}

export interface Post {
  readonly id: number;
  readonly title: string;
}

export interface Comment {
  readonly id: number;
  readonly text: string;
}

export interface Album {
  readonly id: number;
  readonly cover: string;
}

export interface Photo {
  readonly id: number;
  readonly url: string;
}

export type Entry =
  | { readonly kind: 'file'; readonly size: number }
  | { readonly kind: 'folder'; readonly entries: readonly string[] }
  | { readonly kind: 'link'; readonly target: string };

export type File = Extract<Entry, { readonly kind: 'file' }>;
export type Folder = Extract<Entry, { readonly kind: 'folder' }>;
export type Link = Extract<Entry, { readonly kind: 'link' }>;

/** Requests of several kinds of results. They are never made. */
export interface Api {
  user(id: number): Observable<User>;
  posts(user: number): Observable<Post[]>;
  comments(post: number): Promise<Comment[]>;
  albums(user: number): Promise<readonly Album[]>;
  photos(album: number): Observable<Photo[]>;
  list(folder: string): Promise<Entry[]>;
}

export const api = {} as Api;
