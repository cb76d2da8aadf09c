import {Database} from 'bun:sqlite';

new Database('nests.sqlite').run('create table if not exists nests (id integer primary key, name text)');
